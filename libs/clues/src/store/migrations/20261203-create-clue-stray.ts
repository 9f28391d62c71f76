import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateClueStray1764000001100 implements MigrationInterface {
  readonly name = 'CreateClueStray1764000001100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table clue_stray (referral_id uuid primary key, n integer not null, type text not null, author text not null)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table clue_stray');
  }
}
