import type { AttributeValue } from '@aws-sdk/client-dynamodb';

const textBytes = (text: string): number => Buffer.byteLength(text);

/** A byte for two significant digits, one more, and one for a minus: AWS says approximately. */
const numberBytes = (number: string): number => {
  const digits = number.replace(/^-/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (number.startsWith('-') ? 1 : 0);
};

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + sum(value.L.map(valueBytes)) + value.L.length;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS !== undefined) return sum(value.SS.map(textBytes));
  throw new Error('cannot tell the size; no item here has such sets');
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** An item's size by AWS's rule (DynamoDB Developer Guide, "Item sizes and formats"): names and values in bytes. */
export const itemBytes = (item: Readonly<Record<string, AttributeValue>>): number =>
  sum(Object.entries(item).map(([name, value]) => textBytes(name) + valueBytes(value)));

/** Units of a read: one for each 4 KB begun, half of it eventually consistent; what is not there costs as the smallest does. */
export const readUnits = (bytes: number, { consistent }: { readonly consistent: boolean }): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

/** Units of a write: one for each KB begun of the item as it is after, or was before if that is larger; two in a transaction. */
export const writeUnits = (bytes: number, { transaction }: { readonly transaction: boolean }): number =>
  Math.max(1, Math.ceil(bytes / 1024)) * (transaction ? 2 : 1);
