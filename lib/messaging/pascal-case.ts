/** `send-message` and `message.send` as parts of a construct's id: `SendMessage`, `MessageSend`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[-.]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
