import pMap from 'p-map';
import type { ConversationId, TenantId } from '../../contract/identifiers.ts';
import { type Finding, type InspectDeps, inspect } from './inspect.ts';
import type { Subject, Subjects } from './inspection-store.ts';
import { everything } from './scope.ts';

/** What to inspect: all, one tenant, or one conversation of it. */
export interface InspectEverything {
  readonly tenantId?: TenantId | undefined;
  readonly conversationId?: ConversationId | undefined;
  readonly repair: boolean;
}

/** How far an inspection is. */
export interface Progress {
  readonly conversations: number;
  readonly people: number;
  readonly findings: number;
}

const subjectsAtOnce = 8;

const isWanted = (subject: Subject, { tenantId, conversationId }: InspectEverything): boolean => {
  const isOfTenant = tenantId === undefined || tenantOf(subject) === tenantId;
  if (subject.kind === 'person' || conversationId === undefined) return isOfTenant;
  return isOfTenant && subject.key.conversationId === conversationId;
};

const tenantOf = (subject: Subject): TenantId =>
  subject.kind === 'conversation' ? subject.key.tenantId : subject.tenantId;

/**
 * Looks at every number of every line, and at every membership.
 *
 * @param onProgress told after some of them, again and again
 */
export const inspectEverything = async (
  deps: InspectDeps & { readonly subjects: Subjects },
  command: InspectEverything,
  onProgress: (progress: Progress) => void,
): Promise<{ readonly findings: readonly Finding[]; readonly progress: Progress }> => {
  const findings: Finding[] = [];
  let progress: Progress = { conversations: 0, people: 0, findings: 0 };
  let cursor: string | undefined;
  do {
    const page = await deps.subjects.read(cursor);
    const wanted = page.subjects.filter((subject) => isWanted(subject, command));
    const { repair, conversationId } = command;
    const found = await pMap(
      wanted,
      (subject) => inspect(deps, subject, { scope: everything, repair, conversationId }),
      {
        concurrency: subjectsAtOnce,
      },
    );
    findings.push(...found.flat());
    const conversations = wanted.filter(({ kind }) => kind === 'conversation').length;
    progress = {
      conversations: progress.conversations + conversations,
      people: progress.people + wanted.length - conversations,
      findings: findings.length,
    };
    onProgress(progress);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { findings, progress };
};
