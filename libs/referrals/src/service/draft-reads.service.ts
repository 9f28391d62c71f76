import { Injectable } from '@nestjs/common';
import { type Attachment, type ReferralPreview } from '@sup/contracts';
import { type Actor } from '@sup/access/protocol';
import { FilesService } from '@sup/files';
import { type EntityManager } from 'typeorm';
import { findHome } from '../store/referral-home.store.ts';
import { type WholeReferral } from '../store/referral-view.store.ts';
import { commandsFor } from './permission.rules.ts';
import { RecordsService } from './records.service.ts';
import { type KeptDraft } from './referral.requests.ts';
import { type AttachmentView, type ReferralView } from './referral.views.ts';

/** A letter at home, as its own officers see it. Who reported is never part of it. */
@Injectable()
export class DraftReads {
  constructor(
    private readonly records: RecordsService,
    private readonly files: FilesService,
  ) {}

  async view(
    manager: EntityManager,
    { record, reporterSealed }: Pick<WholeReferral, 'record' | 'reporterSealed'>,
    actor: Actor,
  ): Promise<ReferralView> {
    const { draft } = (await findHome<KeptDraft>(manager, record.id))!;
    const { attachments } = await this.files.attachmentsOf(manager, draft.fileIds);
    const pointIds = draft.body.points.map((_, index) => `P${index + 1}`);
    const { kind, instrument, requestedAction, resultRuleId, petition, supersedes } = draft;
    return {
      ...{ kind, instrument, requestedAction, resultRuleId, petition, supersedes, pointIds, draft },
      ...{ id: record.id, referralNo: null, party: 'sender', arbitrated: false },
      ...{ homeStatus: record.homeStatus, status: null, revision: 0, version: record.version },
      parties: { sender: this.records.agency, receiver: draft.to, arbiter: null },
      preview: previewOf(draft, attachments.length),
      body: bodyOf(draft),
      attachments: attachments.map(viewOf),
      supplements: [],
      declinedPoints: [],
      recall: null,
      commands: commandsFor(record, ['sender'], actor),
      clocks: await this.records.clocksOf(manager, record.id),
      ...{ timeline: [], parts: [], pointsLeft: null, dispatches: [], delivery: [] },
      ...{ caseId: record.caseId, clueId: record.clueId },
      ...{ parent: null, hops: 0, forwardedAs: null, frozen: record.frozen },
      reporterSealed,
    };
  }
}

function previewOf(draft: KeptDraft, attachmentCount: number): ReferralPreview {
  const { title, legalBasis, unitConcerned, office, body } = draft;
  const classification = draft.classification as ReferralPreview['classification'];
  return { title, classification, legalBasis, unitConcerned, office, attachmentCount, pointCount: body.points.length };
}

function bodyOf({ body }: KeptDraft): ReferralView['body'] {
  const points = body.points.map((text, index) => ({ id: `P${index + 1}`, text }));
  return { ...body, points, disclosedFields: [], maskedFields: [] };
}

function viewOf({ name, mediaType, bytes, sha256, blob }: Attachment): AttachmentView {
  return { name, mediaType, bytes, sha256, hash: blob };
}
