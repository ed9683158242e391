import { type FieldError, Invalid } from '../../domain/errors.ts';

const message = 'must not contain unpaired surrogates';

/** A field of this name sets an object's prototype where it is copied, and is lost. */
const unsafeName = '__proto__';

/** Of a path that is told of, in characters. */
const toldLength = 200;

/** Walked without recursion: nesting is as deep as whoever sent it liked. */
const illFormed = (json: unknown): FieldError[] => {
  const errors: FieldError[] = [];
  const left: { readonly value: unknown; readonly path: string }[] = [{ value: json, path: '' }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && !value.isWellFormed()) errors.push({ path, message });
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      // A name goes into the answer only where it is text itself.
      if (!name.isWellFormed()) {
        errors.push({ path, message });
        continue;
      }
      const innerPath = path === '' ? name : `${path}.${name}`.slice(0, toldLength);
      if (name === unsafeName) errors.push({ path: innerPath, message: 'must not have this name' });
      left.push({ value: inner, path: innerPath });
    }
  }
  return errors;
};

/**
 * JSON of a request. Escapes let JSON hold halves of characters, which no UTF-8 has, and no key of a table.
 *
 * @throws Invalid with every field that holds such a half, or whose name would be lost
 */
export const wellFormed = (json: unknown): unknown => {
  const errors = illFormed(json);
  if (errors.length > 0) throw new Invalid(errors);
  return json;
};
