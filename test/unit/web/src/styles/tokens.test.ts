import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const css = readFileSync(new URL('../../../../../web/src/styles/tokens.css', import.meta.url), 'utf8');

/** The colours of a look by name: dark ones stand behind the light ones. */
const coloursOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]));
const [light, dark] = css.split('@media').map(coloursOf);

const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

it.each([
  ['light', light],
  ['dark', dark],
])('shows where a field is, on all that it stands on, by 3 to 1: %s', (_look, colours) => {
  for (const ground of ['page', 'surface', 'surface-raised']) {
    expect(contrast(String(colours?.get('field-line')), String(colours?.get(ground)))).toBeGreaterThanOrEqual(3);
  }
});
