import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '@sup/kernel';

/** OWASP's floor for argon2id (the package's default algorithm): 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The hash of a random password that was thrown away, at the same cost: what unknown names are compared with. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$eTAccqRkCtVmxxxBpFSIpA$zzGzhG+bUfHij13SujfRGzrxtjxar+GDe7xsieCLiS0';
const atOnce = 2;
const longestQueue = 64;

/** Hashes and checks passwords; few at once, so that sign-ins cannot starve the service of memory or processor. */
@Injectable()
export class Passwords {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password.normalize('NFKC'), cost));
  }

  /** Takes the same time whether there is a hash to compare with or not: the answer for an unknown name is no. */
  async matches(password: string, stored: string | undefined): Promise<boolean> {
    const same = await this.inTurn(() => verify(stored ?? nobody, password.normalize('NFKC')));
    return same && stored !== undefined;
  }

  private async inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.running >= atOnce) {
      if (this.waiting.length >= longestQueue) throw busy();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

function busy(): DomainError {
  return new DomainError('SIGN_IN_BUSY', 'unavailable', {
    zh: '同时登录的人过多，请稍后再试。',
    en: 'Too many people are signing in at once; try again shortly.',
  });
}
