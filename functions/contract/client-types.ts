import { asyncApiDocument } from './asyncapi-document.ts';
import { openApiDocument } from './openapi-document.ts';

/** What is used of JSON Schema in the documents. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

type Schemas = Readonly<Record<string, Schema>>;

interface Operation {
  readonly action: string;
  readonly messages: readonly { readonly $ref: string }[];
  readonly reply?: { readonly messages: readonly { readonly $ref: string }[] };
}

const lastName = ($ref: string): string => $ref.split('/').at(-1) ?? '';

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

const commented = (description: string | undefined, indent: string): string =>
  description ? `${indent}/** ${description} */\n` : '';

const objectType = ({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string => {
  const fields = Object.entries(properties);
  if (fields.length === 0) {
    const isOpen = typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0;
    return `Readonly<Record<string, ${isOpen ? typeOf(additionalProperties, indent) : 'unknown'}>>`;
  }
  const inner = `${indent}  `;
  const lines = fields.map(([name, schema]) => {
    const isRequired = required.includes(name);
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    const type = `${typeOf(schema, inner)}${isRequired ? '' : ' | undefined'}`;
    return `${commented(schema.description, inner)}${inner}readonly ${key}${isRequired ? '' : '?'}: ${type};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
};

const arrayOf = (type: string): string => (/^\w+$/.test(type) ? `readonly ${type}[]` : `readonly (${type})[]`);

const typeOf = (schema: Schema, indent: string): string => {
  const { $ref, anyOf, oneOf, enum: values, type, items } = schema;
  if ($ref !== undefined) return lastName($ref);
  if ('const' in schema) return literal(schema.const);
  if (values) return values.map(literal).join(' | ');
  const options = anyOf ?? oneOf;
  if (options) return options.map((option) => typeOf(option, indent)).join(' | ');
  if (Array.isArray(type)) return type.map((one: string) => typeOf({ ...schema, type: one }, indent)).join(' | ');
  if (type === 'array') return arrayOf(typeOf(items ?? {}, indent));
  if (type === 'object') return objectType(schema, indent);
  if (type === 'integer') return 'number';
  return typeof type === 'string' ? type : 'unknown';
};

const declared = (name: string, schema: Schema): string => {
  const comment = commented(schema.description, '');
  const type = typeOf(schema, '');
  return type.startsWith('{') && !type.includes('\n} |')
    ? `${comment}export interface ${name} ${type}\n`
    : `${comment}export type ${name} = ${type};\n`;
};

/**
 * The contract as plain TypeScript types, for the client's package: it ships them as they are, without zod, and with
 * ids that are strings.
 */
export const clientTypes = (): string => {
  const openApi = openApiDocument() as { components?: { schemas?: Schemas } };
  const asyncApi = asyncApiDocument() as {
    components: { schemas: Schemas };
    operations: Readonly<Record<string, Operation>>;
  };
  const schemas = { ...asyncApi.components.schemas, ...openApi.components?.schemas };
  const operations = Object.entries(asyncApi.operations);
  const frameOf = (messages: Operation['messages'] = []): string => lastName(messages[0]?.$ref ?? '');
  const events = operations.filter(([, { action }]) => action === 'send').map(([, { messages }]) => frameOf(messages));
  const actions = operations
    .filter(([, { action }]) => action === 'receive')
    .map(
      ([name, { messages, reply }]) =>
        `  '${name}': { readonly frame: ${frameOf(messages)}; readonly answer: ${frameOf(reply?.messages)} };\n`,
    );
  return [
    '// Written by `make docs` from the schemas in functions/contract.\n',
    ...Object.entries(schemas)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, schema]) => declared(name, schema)),
    `/** Any frame that the server sends on its own. */\nexport type ServerEvent =\n  | ${events.join('\n  | ')};\n`,
    `/** All actions of the WebSocket API, with their answers. */\nexport interface Actions {\n${actions.join('')}}\n`,
  ].join('\n');
};
