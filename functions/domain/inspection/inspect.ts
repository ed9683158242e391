import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../clock.ts';
import type { Check } from './check.ts';
import { type DeliveryCheckDeps, deliveryCheck } from './delivery-check.ts';
import { type Evidence, type EvidenceDeps, gatherEvidence } from './evidence.ts';
import { type ExistenceCheckDeps, existenceCheck } from './existence-check.ts';
import { type IndexCheckDeps, indexCheck } from './index-check.ts';
import type { Subject } from './inspection-store.ts';
import { type LineCheckDeps, lineCheck } from './line-check.ts';
import { type MembersCheckDeps, membersCheck } from './members-check.ts';
import { type MembershipCheckDeps, membershipCheck } from './membership-check.ts';
import { Overtaken } from './overtaken.ts';
import type { Scope } from './scope.ts';

/** What inspecting needs. */
export type InspectDeps = EvidenceDeps &
  LineCheckDeps &
  DeliveryCheckDeps &
  MembersCheckDeps &
  ExistenceCheckDeps &
  MembershipCheckDeps & {
    readonly clock: Clock;
    /** Undefined: there is no search. */
    readonly search?: (NonNullable<EvidenceDeps['search']> & IndexCheckDeps) | undefined;
  };

/**
 * Something that is wrong. found: it was looked at only; repaired; overtaken: somebody wrote meanwhile, so that it was left
 * to the next inspection; unrepaired: nothing here puts it right, or that failed, and a person has to look.
 */
export interface Finding {
  readonly check: string;
  readonly tenantId: TenantId;
  /** The conversation or the person that was looked at. */
  readonly subject: ConversationId | UserId;
  readonly what: string;
  readonly outcome: 'found' | 'repaired' | 'overtaken' | 'unrepaired';
}

/** How to inspect. */
export interface Inspection {
  readonly scope: Scope;
  readonly repair: boolean;
  /** Of a person's memberships, only that of this conversation. */
  readonly conversationId?: ConversationId | undefined;
}

/** All that a conversation is looked at for. Another check is another entry. */
const conversationChecks = (deps: InspectDeps): readonly Check<Evidence>[] => [
  existenceCheck(deps),
  lineCheck(deps, 'messages'),
  lineCheck(deps, 'changes'),
  deliveryCheck(deps),
  membersCheck(deps),
  ...(deps.search ? [indexCheck(deps.search)] : []),
];

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const repaired = async (what: string, repair: () => Promise<void>): Promise<Pick<Finding, 'what' | 'outcome'>> => {
  try {
    await repair();
    return { what, outcome: 'repaired' };
  } catch (error) {
    if (error instanceof Overtaken) return { what, outcome: 'overtaken' };
    return { what: `${what}; repair failed: ${reasonOf(error)}`, outcome: 'unrepaired' };
  }
};

const runChecks = async <Looked>(
  checks: readonly Check<Looked>[],
  looked: Looked,
  repair: boolean,
): Promise<Pick<Finding, 'check' | 'what' | 'outcome'>[]> => {
  const findings: Pick<Finding, 'check' | 'what' | 'outcome'>[] = [];
  for (const check of checks) {
    for (const problem of await check.find(looked)) {
      const finding = { check: check.name, what: problem.what };
      if (!repair) findings.push({ ...finding, outcome: 'found' });
      else if (problem.repair === undefined) findings.push({ ...finding, outcome: 'unrepaired' });
      else {
        // What can't be repaired now must not keep the rest from being looked at: it is told as a finding.
        findings.push({ ...finding, ...(await repaired(problem.what, problem.repair)) });
      }
    }
  }
  return findings;
};

/**
 * Looks at a conversation or a person, and, where asked to, repairs what it finds. What can't be looked at, such as an
 * item that can't be read, is a finding too.
 */
export const inspect = async (
  deps: InspectDeps,
  subject: Subject,
  { scope, repair, conversationId }: Inspection,
): Promise<readonly Finding[]> => {
  const nowMs = deps.clock.nowMs();
  const about =
    subject.kind === 'conversation'
      ? { tenantId: subject.key.tenantId, subject: subject.key.conversationId }
      : { tenantId: subject.tenantId, subject: subject.userId };
  try {
    const findings =
      subject.kind === 'conversation'
        ? await runChecks(conversationChecks(deps), await gatherEvidence(deps, subject.key, scope, nowMs), repair)
        : await runChecks([membershipCheck(deps)], { ...subject, conversationId, nowMs }, repair);
    return findings.map((finding) => ({ ...about, ...finding }));
  } catch (error) {
    return [{ ...about, check: 'reading', what: reasonOf(error), outcome: repair ? 'unrepaired' : 'found' }];
  }
};
