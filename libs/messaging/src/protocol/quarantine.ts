/**
 * Why received bytes are set aside with their raw form, never guessed at and never dropped. Only SKEW is retried by
 * itself, when its time is reached (REF-04); the others need an operator or a newer directory.
 */
export const quarantineCodes = {
  TOO_LARGE: { zh: '超过大小上限', en: 'Larger than the limit' },
  MALFORMED: { zh: '不是合格的信封', en: 'Not a well-formed parcel' },
  SUITE_UNKNOWN: { zh: '不认识的密码套件', en: 'Unknown cipher suite' },
  HEADERS_DIFFER: { zh: '消息头与信封不一致', en: 'Broker headers and sealed headers differ' },
  SENDER_MISMATCH: { zh: '信道、签名与署名机构不一致', en: 'Stream, signature and stated sender differ' },
  NOT_ADDRESSED_TO_US: { zh: '不是发给本机构的', en: 'Addressed to another agency' },
  SENDER_UNKNOWN: { zh: '目录中没有发送机构', en: 'The sender is not in the directory' },
  SIGNING_KEY_UNKNOWN: { zh: '目录中没有签名密钥', en: 'The signing key is not in the directory' },
  SIGNING_KEY_RETIRED: { zh: '签名密钥在所述时间已停用', en: 'The signing key was retired at the stated time' },
  SIGNATURE_INVALID: { zh: '签名不符', en: 'The signature does not verify' },
  SEALING_KEY_UNKNOWN: { zh: '本机构没有对应的解密密钥', en: 'No key of ours opens the seal' },
  SEAL_BROKEN: { zh: '密文被改动或密钥不符', en: 'The seal does not open' },
  PAYLOAD_INVALID: { zh: '信封内容不合格', en: 'The sealed content is not what its kind demands' },
  NOT_CANONICAL: { zh: '事实文本不规范', en: 'The fact is not in canonical form' },
  ENVELOPE_INVALID: { zh: '事实信封不合格', en: 'The fact does not follow the envelope schema' },
  PROOF_INVALID: { zh: '事实的签名证明不成立', en: 'The fact is not proven by its signature' },
  SKEW: { zh: '发送时间在将来，到时自动重试', en: 'Dated in the future: retried when its time is reached' },
} as const;
export type QuarantineCode = keyof typeof quarantineCodes;

/** `retryAt` (instant) only for SKEW. `detail` says where, never what: it holds no content. */
export interface Quarantine {
  readonly quarantine: QuarantineCode;
  readonly retryAt?: string;
  readonly detail?: string;
}

export function quarantined(code: QuarantineCode, detail?: string): Quarantine {
  return detail === undefined ? { quarantine: code } : { quarantine: code, detail };
}

export function isQuarantined(value: object): value is Quarantine {
  return 'quarantine' in value;
}

/** How far a stated time may lie ahead of our wall clock (REF-04). Past times are always fresh: order is by sequence, not age. */
export const skewToleranceMs = 5 * 60_000;

/** `aheadMs`: how far `statedAt` lies ahead of `now` (negative: in the past), to be recorded; or SKEW with its time. */
export function judgeFreshness(statedAt: string, now: string): { readonly aheadMs: number } | Quarantine {
  const aheadMs = Date.parse(statedAt) - Date.parse(now);
  if (Number.isNaN(aheadMs)) return quarantined('MALFORMED', 'sentAt');
  return aheadMs > skewToleranceMs ? { quarantine: 'SKEW', retryAt: statedAt } : { aheadMs };
}
