import type { z } from 'zod';
import type { staffApi } from '#contract';

/** What became of one event, step by step. */
export type Story = z.infer<typeof staffApi.story>;
