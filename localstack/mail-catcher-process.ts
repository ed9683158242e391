import { caughtMailFile } from './caught-mail.ts';
import { openInstance } from './instance.ts';
import { createMailCatcher } from './mail-catcher.ts';

const instance = openInstance();
createMailCatcher(caughtMailFile(instance)).listen(instance.ports.mail, '127.0.0.1');
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
