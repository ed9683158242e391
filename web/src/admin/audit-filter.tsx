import type { AuditEntry } from '@chemchat/client';
import { Button } from 'react-aria-components';
import { Icon } from '../ui/icon.tsx';
import { auditActionText } from './audit-action-text.ts';

/** What the audit is looked through for; empty: everything. */
export interface AuditFilters {
  readonly action: AuditEntry['action'] | '';
  readonly actorId: string;
  /** Days, as YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

/** Narrows the audit down. */
export interface AuditFilterProps {
  readonly filters: AuditFilters;
  readonly onChange: (filters: AuditFilters) => void;
  readonly nameOf: (userId: string) => string;
}

/** Narrows the audit down: to what happened, when, and who did it. */
export const AuditFilter = ({ filters, onChange, nameOf }: AuditFilterProps) => (
  <div className="audit-filter">
    <label className="field">
      <span>What</span>
      <select
        value={filters.action}
        onChange={({ target }) => onChange({ ...filters, action: target.value as AuditFilters['action'] })}
      >
        <option value="">Everything</option>
        {Object.entries(auditActionText).map(([action, text]) => (
          <option key={action} value={action}>
            {text}
          </option>
        ))}
      </select>
    </label>
    {(['from', 'to'] as const).map((bound) => (
      <label key={bound} className="field">
        <span>{bound === 'from' ? 'From' : 'To'}</span>
        <input
          type="date"
          value={filters[bound]}
          onChange={({ target }) => onChange({ ...filters, [bound]: target.value })}
        />
      </label>
    ))}
    {filters.actorId !== '' && (
      <Button className="button" onPress={() => onChange({ ...filters, actorId: '' })}>
        Only {nameOf(filters.actorId)}
        <Icon name="close" size={16} />
        <span className="visually-hidden">: show everybody</span>
      </Button>
    )}
  </div>
);
