import { join } from 'node:path';
import { requestStop, startInBackground, whenThisProcessEnds } from '../../../localstack/background-process.ts';

const [cwd = '.'] = process.argv.slice(2);
const args = ['-e', 'setInterval(() => {}, 1000)'];
const started = await startInBackground({ command: process.execPath, args, env: {}, cwd, logFile: join(cwd, 'child') });
whenThisProcessEnds(() => requestStop(started));
console.log(JSON.stringify(started));
setInterval(() => {}, 1000);
