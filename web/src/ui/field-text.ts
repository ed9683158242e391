/** What forms call the fields that the server names. */
const labels: Readonly<Record<string, string>> = {
  displayName: 'Name',
  email: 'Email',
  password: 'Password',
  currentPassword: 'Current password',
  newPassword: 'New password',
  tenant: 'Team',
  invitation: 'Invitation',
  code: 'Code',
  recoveryCode: 'Recovery code',
  title: 'Title',
  content: 'Message',
  q: 'Search',
};

/** What the server refuses for reasons that people need other words for. */
const sentences: Readonly<Record<string, string>> = {
  'must be at least 8 characters': 'Choose a password of at least 8 characters.',
  'must not begin or end with a space': 'A password can’t begin or end with a space.',
  'is one of the most common passwords, which are guessed first':
    'That is one of the most common passwords, which are guessed first. Choose another one.',
  'must be an e-mail address': 'Enter an email address, such as ada@example.com.',
  'must be 1 to 40 lower-case letters, digits or inner hyphens':
    'The short name of a team has at most 40 small letters, digits and hyphens, and no spaces.',
  'is not the code, or can no longer be used': 'That code is not right, or can’t be used any more.',
  'must be eight digits': 'The code from the mail has eight digits.',
  'must be six digits': 'The code of an authenticator has six digits.',
  'must be four groups of six letters and digits': 'A recovery code has four groups of six letters and digits.',
};

/** Refused where it is another's. */
const takenSentences: Readonly<Record<string, string>> = {
  email: 'That address has an account already. Sign in with it, or use another one.',
};

/** A field that the server refused, and why. */
export interface RefusedField {
  readonly path: string;
  readonly message: string;
}

/** Why a field was refused, in a sentence for who filled it in. */
export const fieldText = ({ path, message }: RefusedField): string => {
  const label = labels[path] ?? path;
  if (message === 'is taken') return takenSentences[path] ?? `${label} is taken.`;
  if (/^must be at most \d+ bytes/.test(message)) return `${label} is too long.`;
  return sentences[message] ?? `${label} ${message}.`;
};
