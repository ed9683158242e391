/** Text in columns, each as wide as its widest cell; numbers to the right. */
export const table = (rows: readonly (readonly (string | number)[])[]): string => {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, String(cell).length)),
    [],
  );
  const align = (cell: string | number, column: number) => {
    const width = widths[column] ?? 0;
    return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
  };
  return rows.map((row) => `  ${row.map(align).join('  ').trimEnd()}`).join('\n');
};
