import type { FastifyRequest } from 'fastify';
import type { HydraError } from '#contract';
import type { KeyOwner } from '#keys';
import type { Body } from '../ingest/read-body.js';
import type { ReadEvents } from '../ingest/read-events.js';

/** What is known of a request by the time that it is answered. All of it is there anyway: nothing is copied for it. */
export type Sighting = {
  receivedAtMs: number;
  body?: Body;
  /** Whose key it carries, whether that let it in or not. */
  owner?: KeyOwner;
  read?: ReadEvents;
  /** What it was answered with, where that is an error. */
  error?: HydraError;
};

/** A request of which something has been seen. */
export type SightedRequest = FastifyRequest & { sighting?: Sighting };
