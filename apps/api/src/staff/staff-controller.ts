import { applyDecorators, Controller, UseGuards, UsePipes } from '@nestjs/common';
import { ApiCookieAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { staffApi } from '#contract';
import { BrowserGuard } from './browser.guard.js';
import { RequestPipe } from './request.pipe.js';
import { SessionGuard } from './session.guard.js';

/** The name of the cookie scheme in the OpenAPI document. */
export const cookieScheme = 'session';

/** A controller of the staff API, below `/api`: behind a session, safe from other sites, its requests validated. */
export function StaffController(path: string): ClassDecorator {
  return applyDecorators(
    SignInController(path),
    UseGuards(SessionGuard),
    ApiCookieAuth(cookieScheme),
    Answers(401, staffApi.errorAnswer, 'You are not signed in.'),
  );
}

/** The same for those who are not signed in yet. */
export function SignInController(path: string): ClassDecorator {
  return applyDecorators(
    Controller(`api/${path}`),
    ApiTags(path),
    UseGuards(BrowserGuard),
    UsePipes(RequestPipe),
    Answers(400, staffApi.errorAnswer, 'The request is not valid; `details` names the fields.'),
  );
}

/** Says in the OpenAPI document what is answered. */
export function Answers(
  status: number,
  schema: z.ZodType,
  description: string,
): ClassDecorator & MethodDecorator {
  return ApiResponse({ status, standardSchema: schema, description });
}
