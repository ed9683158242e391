import { expect, it } from '@jest/globals';
import { table } from '../../../localstack/table.ts';

it('puts text to the left and numbers to the right of columns that are wide enough', () => {
  const rows = [
    ['chatTable', 'ok', 7],
    ['bus', 'degraded', 120],
  ];
  expect(table(rows)).toBe('  chatTable  ok          7\n  bus        degraded  120');
});
