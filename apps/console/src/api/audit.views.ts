import {
  type ChainView,
  type EntriesPage,
  type EntryView,
  type Finding,
  type VerificationView,
} from '@sup/audit/protocol';
import { call } from './http.ts';

export type { ChainView, EntriesPage, EntryView, Finding, VerificationView };

/** The auditor's conditions; empty: not asked. Days are Asia/Shanghai. */
export interface EntryFilter {
  readonly actor: string;
  readonly record: string;
  readonly act: string;
  readonly outcome: string;
  readonly code: string;
  readonly from: string;
  readonly to: string;
}
export const noEntryFilter: EntryFilter = {
  ...{ actor: '', record: '', act: '', outcome: '', code: '', from: '', to: '' },
};

const queryOf = (filter: EntryFilter, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams(
    Object.entries({ ...filter, ...more })
      .map(([key, value]) => [key, value.trim()] as [string, string])
      .filter(([, value]) => value !== ''),
  ).toString();

export const listEntries = (filter: EntryFilter, after: string | null) =>
  call<EntriesPage>('GET', `/api/audit/entries?${queryOf(filter, { size: '50', ...(after ? { after } : {}) })}`);
export const readChain = () => call<ChainView>('GET', '/api/audit/chain');
export const verifyChain = () => call<VerificationView>('POST', '/api/audit/verify', { askPeers: true });
export const anchorChain = () => call<unknown>('POST', '/api/audit/anchor', {});
export const auditExportHref = (filter: EntryFilter) => `/api/audit/export?${queryOf(filter)}`;
