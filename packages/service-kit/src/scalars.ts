import { exponentOf, isCurrency } from '@outlay/money/currencies.ts';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { z } from 'zod';

/** The scalars of common.graphql. Output is always a string; input is checked before a resolver sees it. */

const decimal = /^-?\d{1,18}(\.\d{1,9})?$/;
const integer = /^-?\d{1,19}$/;
const date = z.iso.date();
const instant = z.iso.datetime({ offset: true });
/** Years that PostgreSQL and ISO 8601 write with four digits; there is no year 0. */
const plainYear = /^(?!0000)\d{4}-/;

export const scalars = {
  Date: scalar('Date', {
    meaning: 'a calendar date, YYYY-MM-DD',
    parse: (text) => (date.safeParse(text).success && plainYear.test(text) ? text : undefined),
    serialize: String,
  }),
  DateTime: scalar('DateTime', {
    meaning: 'an instant, RFC 3339, such as 2026-03-01T09:30:00.000Z',
    parse: (text) => {
      if (!instant.safeParse(text).success) return undefined;
      const utc = new Date(text).toISOString();
      return plainYear.test(utc) ? utc : undefined;
    },
    serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
  }),
  BigInt: scalar('BigInt', {
    meaning: 'an integer of up to 64 bits, as a decimal string',
    parse: parseInteger,
    takesIntegers: true,
    serialize: (value) => {
      const exact = typeof value === 'bigint' || Number.isSafeInteger(value);
      const text = typeof value === 'string' ? value : '';
      const known = exact ? BigInt(value as bigint) : parseInteger(text);
      if (known === undefined) throw new TypeError(`Not an exact integer: a ${typeof value}`);
      return known.toString();
    },
  }),
  Decimal: scalar('Decimal', {
    meaning: 'an exact decimal as a string, such as "12.50"',
    parse: (text) => (decimal.test(text) ? text : undefined),
    takesIntegers: true,
    serialize: (value) => {
      // A float has lost its exactness already.
      if (typeof value === 'number' && !Number.isSafeInteger(value)) {
        throw new TypeError('Not an exact decimal: a floating-point number');
      }
      return String(value);
    },
  }),
  CurrencyCode: scalar('CurrencyCode', {
    meaning: 'an ISO 4217 code in capitals, such as EUR',
    parse: (text) => (isCurrency(text) ? text : undefined),
    serialize: String,
  }),
  Cursor: scalar('Cursor', {
    meaning: 'a cursor as it was given',
    parse: (text) => (/^[\w-]{1,512}$/.test(text) ? text : undefined),
    serialize: String,
  }),
  Position: scalar('Position', {
    meaning: 'a position as a write returned it',
    parse: (text) => {
      const found = /^p:(\d{1,18})$/.exec(Buffer.from(text, 'base64url').toString());
      return found?.[1] === undefined ? undefined : BigInt(found[1]);
    },
    serialize: (value) => Buffer.from(`p:${BigInt(value as bigint)}`).toString('base64url'),
  }),
};

/** How many decimals a currency has, for messages. Throws for a code that is no currency. */
export const decimalsOf = exponentOf;

function parseInteger(text: string): bigint | undefined {
  if (!integer.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** `parse` gives undefined for a text that is not one. */
function scalar<Inside extends string | bigint>(
  name: string,
  rule: {
    readonly meaning: string;
    readonly parse: (text: string) => Inside | undefined;
    readonly serialize: (value: unknown) => string;
    /** Whether a JSON number that is an integer, exactly, will do as well. */
    readonly takesIntegers?: boolean;
  },
): GraphQLScalarType<Inside, string> {
  const { meaning, parse, serialize, takesIntegers = false } = rule;
  const parsed = (text: unknown): Inside => {
    const value = typeof text === 'string' ? parse(text) : undefined;
    if (value === undefined) throw wrong(name, meaning);
    return value;
  };
  const parseLiteral = (node: ValueNode): Inside => {
    const isText = node.kind === Kind.STRING || (takesIntegers && node.kind === Kind.INT);
    return parsed(isText ? node.value : undefined);
  };
  return new GraphQLScalarType<Inside, string>({
    name,
    serialize,
    parseValue: (value) =>
      parsed(takesIntegers && Number.isSafeInteger(value) ? String(value) : value),
    parseLiteral,
  });
}

function wrong(name: string, meaning: string): GraphQLError {
  return new GraphQLError(`${name} must be ${meaning}.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
