import { describe, expect, it } from '@jest/globals';
import { itemBytes, readUnits, writeUnits } from '../../../bench/dynamodb-units.ts';

describe("an item's size", () => {
  it('is its names and values in UTF-8', () => {
    expect(itemBytes({ PK: { S: 'T#acme' }, text: { S: 'Grüße' } })).toBe(2 + 6 + 4 + 7);
  });

  it('counts a byte for two significant digits of a number and one more', () => {
    const bytes = (N: string) => itemBytes({ n: { N } }) - 1;
    expect(bytes('7')).toBe(2);
    expect(bytes('1732406400')).toBe(5);
    expect(bytes('12345')).toBe(4);
    expect(bytes('-12.5')).toBe(4);
    expect(bytes('0')).toBe(1);
  });

  it('counts three bytes for a map or a list and one for each element, and only the texts of a set', () => {
    expect(itemBytes({ m: { M: {} } })).toBe(1 + 3);
    expect(itemBytes({ m: { M: { a: { BOOL: true }, b: { NULL: true } } } })).toBe(1 + 3 + 2 * (1 + 1 + 1));
    expect(itemBytes({ s: { SS: ['ab', 'c'] } })).toBe(1 + 3);
    expect(itemBytes({ l: { L: [{ S: 'ab' }, { S: 'c' }] } })).toBe(1 + 3 + 3 + 2);
  });
});

describe('units', () => {
  it('of a write are one for each KB begun, two in a transaction', () => {
    expect([1, 1024, 1025].map((bytes) => writeUnits(bytes, { transaction: false }))).toEqual([1, 1, 2]);
    expect([1, 1024, 1025].map((bytes) => writeUnits(bytes, { transaction: true }))).toEqual([2, 2, 4]);
  });

  it('of a read are one for each 4 KB begun, half of it eventually consistent', () => {
    expect([0, 4096, 4097].map((bytes) => readUnits(bytes, { consistent: true }))).toEqual([1, 1, 2]);
    expect([0, 4096, 4097].map((bytes) => readUnits(bytes, { consistent: false }))).toEqual([0.5, 0.5, 1]);
  });
});
