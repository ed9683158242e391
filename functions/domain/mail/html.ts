const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * HTML, as a template literal: what is put in stands there as text, in an element or in a quoted attribute, whatever it
 * says.
 */
export const html = (parts: TemplateStringsArray, ...values: readonly string[]): string =>
  String.raw({ raw: parts }, ...values.map((value) => value.replace(/[&<>"']/g, (each) => references[each] ?? each)));
