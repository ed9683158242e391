import { spawnSync } from 'node:child_process';
import { Failure } from './failure.ts';
import { warn } from './progress.ts';

/**
 * Fails on known vulnerabilities of high severity in the packages.
 * A registry that answers no such question is a warning: a mirror may hold packages only.
 *
 * @throws Failure there are some
 */
export const auditPackages = (environment: NodeJS.ProcessEnv = process.env): void => {
  const { status, stdout, error } = spawnSync('npm', ['audit', '--json', '--audit-level=high'], {
    encoding: 'utf8',
    env: environment,
    timeout: 120_000,
  });
  const report = error ? undefined : JSON.parse(stdout || '{}');
  const counts = report?.metadata?.vulnerabilities;
  if (!counts) {
    warn('npm audit: the registry does not answer audit requests; packages were not checked');
    return;
  }
  console.log(
    `npm audit: ${Object.entries(counts)
      .map(([severity, count]) => `${count} ${severity}`)
      .join(', ')}`,
  );
  if (status !== 0)
    throw new Failure(
      'packages have known vulnerabilities of high severity',
      'npm audit tells which, npm audit fix helps with some',
    );
};
