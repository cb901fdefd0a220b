import { Module } from '@nestjs/common';
import { SignInLimits } from '#staff';
import { AuditController } from './audit.controller.js';
import { AudiencesController } from './audiences.controller.js';
import { ChartsService } from './charts.service.js';
import { LiveStreams } from '../live/live-streams.service.js';
import { CompaniesController } from './companies.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { IntegrationsController } from './integrations.controller.js';
import { KeysController } from './keys.controller.js';
import { LiveEventsController } from './live-events.controller.js';
import { MergesController, PersonMergesController } from './merges.controller.js';
import { PeopleController } from './people.controller.js';
import { ReprocessController } from './reprocess.controller.js';
import { PersonExportController, RegulationsController } from './regulations.controller.js';
import { ScannersController } from './scanners.controller.js';
import { StoriesController } from './stories.controller.js';
import { WarningsController } from './warnings.controller.js';
import { SessionController, SignInSessionController } from './session.controller.js';

/** The staff API: behind a session, what the pipe made of the events comes out, and keys and scanners are managed. */
@Module({
  controllers: [
    SignInSessionController,
    SessionController,
    PeopleController,
    PersonMergesController,
    MergesController,
    CompaniesController,
    KeysController,
    ScannersController,
    IntegrationsController,
    AuditController,
    WarningsController,
    AudiencesController,
    DeadLettersController,
    ReprocessController,
    RegulationsController,
    PersonExportController,
    LiveEventsController,
    StoriesController,
  ],
  providers: [SignInLimits, ChartsService, LiveStreams],
})
export class StaffModule {}
