import type pg from 'pg';
import { stepErasure } from '../../apps/worker/src/upkeep/erase.js';

/** More than any test needs. */
const stepsMax = 1_000;

/** Carries out what is open in a workspace, step by step, as the worker does that serves `upkeep`. */
export async function eraseAll(pool: pg.Pool, workspaceId: number): Promise<void> {
  for (let steps = 0; await stepErasure(pool, workspaceId); steps += 1)
    if (steps > stepsMax) throw new Error('The erasure does not come to an end.');
}
