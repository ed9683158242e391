import { auditActions } from './audit.ts';

/** The page of everything that the audit tells of, as Markdown. */
export const auditDocument = (): string => {
  const rows = Object.entries(auditActions).map(
    ([action, { when, target, written }]) => `| \`${action}\` | ${when} | ${target} | ${written} |`,
  );
  return `# What the audit tells of

Made from the table in \`functions/contract/audit.ts\` by \`make docs\`. Entries are read by \`GET /api/v1/admin/audit\`.
*change*: the entry is committed with what it tells of. *best effort*: there was no change that it could go with.

| action | there is an entry when | target | written |
|---|---|---|---|
${rows.join('\n')}
`;
};
