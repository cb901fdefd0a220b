import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { HydraError } from '#contract';
import { describeIssues } from './describe-issues.js';

/** What a request says of itself comes in; what its schema makes of it goes on to the controller, or 400 with each field that is wrong. */
@Injectable()
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { type, schema }: ArgumentMetadata): unknown {
    if (type === 'custom' || !(schema instanceof z.ZodType)) return value;
    const result = schema.safeParse(type === 'body' ? parseBody(value) : value, { reportInput: true });
    if (result.success) return result.data;
    const details = describeIssues(result.error.issues);
    const message = details.map((detail) => `${detail.field} ${detail.message}.`.trim()).join(' ');
    throw new HydraError('invalid_request', { message, details });
  }
}

/** The ingest takes every body as bytes, whatever its Content-Type, and so does the whole API. */
function parseBody(body: unknown): unknown {
  if (body === undefined || body === null || body === '') return {};
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new HydraError('malformed_json', { cause });
  }
}
