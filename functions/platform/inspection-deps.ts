import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import type { InspectRecentDeps } from '../domain/inspection/inspect-recent.ts';
import type { Outbox } from '../domain/outbox.ts';
import { DeliveryMarkRepository } from './repositories/delivery-mark-repository.ts';
import { InspectionRepository } from './repositories/inspection-repository.ts';
import { MembershipRepository } from './repositories/membership-repository.ts';
import { SubjectRepository } from './repositories/subject-repository.ts';
import { WalkProgressRepository } from './repositories/walk-progress-repository.ts';

/** Where an inspection looks, and where what was not told goes again. */
export interface Inspected {
  readonly client: DynamoDBDocumentClient;
  readonly chatTable: string;
  readonly liveTable: string;
  readonly outbox: Outbox;
  /** Undefined: there is no search, or it is not compared. */
  readonly search?: InspectRecentDeps['search'];
}

/** What inspecting needs, in a function and at the command line alike. */
export const inspectionDeps = ({ client, chatTable, liveTable, outbox, search }: Inspected) =>
  ({
    store: new InspectionRepository(client, chatTable),
    memberships: new MembershipRepository(client, chatTable),
    subjects: new SubjectRepository(client, chatTable),
    marks: new DeliveryMarkRepository(client, liveTable, systemClock),
    walkProgress: new WalkProgressRepository(client, liveTable),
    outbox,
    search,
    clock: systemClock,
  }) satisfies InspectRecentDeps;
