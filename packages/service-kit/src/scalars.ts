import { exponentOf, isCurrency } from '@outlay/money/currencies.ts';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** The scalars of common.graphql. Output is always a string; input is checked before a resolver sees it. */

const decimal = /^-?\d{1,18}(\.\d{1,9})?$/;
const date = /^\d{4}-\d{2}-\d{2}$/;

export const scalars = {
  Date: textScalar(
    'Date',
    'a calendar date, YYYY-MM-DD',
    (text) => date.test(text) && isRealDate(text),
  ),
  DateTime: new GraphQLScalarType<string, string>({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
    parseValue: (value) => {
      const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(at)) throw wrong('DateTime', 'an instant, RFC 3339');
      return new Date(at).toISOString();
    },
  }),
  BigInt: new GraphQLScalarType<bigint, string>({
    name: 'BigInt',
    serialize: (value) => BigInt(value as bigint).toString(),
    parseValue: (value) => {
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text !== 'string' || !/^-?\d{1,19}$/.test(text)) {
        throw wrong('BigInt', 'an integer as a decimal string');
      }
      return BigInt(text);
    },
    parseLiteral: (node) => {
      const isText = node.kind === Kind.STRING || node.kind === Kind.INT;
      if (!isText || !/^-?\d{1,19}$/.test(node.value)) {
        throw wrong('BigInt', 'an integer as a decimal string');
      }
      return BigInt(node.value);
    },
  }),
  Decimal: new GraphQLScalarType<string, string>({
    name: 'Decimal',
    serialize: String,
    parseValue: (value) => {
      const text = Number.isSafeInteger(value) ? String(value) : value;
      if (typeof text !== 'string' || !decimal.test(text)) throw wrongDecimal();
      return text;
    },
    parseLiteral: (node) => {
      const isText = node.kind === Kind.STRING || node.kind === Kind.INT;
      if (!isText || !decimal.test(node.value)) throw wrongDecimal();
      return node.value;
    },
  }),
  CurrencyCode: textScalar('CurrencyCode', 'an ISO 4217 code in capitals, such as EUR', isCurrency),
  Cursor: textScalar('Cursor', 'a cursor as it was given', (text) => /^[\w-]{1,512}$/.test(text)),
  Position: new GraphQLScalarType<bigint, string>({
    name: 'Position',
    serialize: (value) => Buffer.from(`p:${BigInt(value as bigint)}`).toString('base64url'),
    parseValue: parsePosition,
    parseLiteral: (node) => parsePosition(node.kind === Kind.STRING ? node.value : null),
  }),
};

/** How many decimals a currency has, for messages. Throws for a code that is no currency. */
export const decimalsOf = exponentOf;

function parsePosition(value: unknown): bigint {
  const text = typeof value === 'string' ? Buffer.from(value, 'base64url').toString() : '';
  const found = /^p:(\d{1,18})$/.exec(text);
  if (!found?.[1]) throw wrong('Position', 'a position as a write returned it');
  return BigInt(found[1]);
}

function textScalar(
  name: string,
  meaning: string,
  accepts: (text: string) => boolean,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string' || !accepts(value)) throw wrong(name, meaning);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: String,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

function isRealDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function wrongDecimal(): GraphQLError {
  return wrong('Decimal', 'an exact decimal as a string, such as "12.50"');
}

function wrong(name: string, meaning: string): GraphQLError {
  return new GraphQLError(`${name} must be ${meaning}.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
