/** For `npx drizzle-kit generate`, after a change of tables.ts. */
export default {
  dialect: 'postgresql',
  schema: './src/store/tables.ts',
  out: './src/store/migrations',
};
