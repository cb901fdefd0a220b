import { Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type pg from 'pg';
import type { z } from 'zod';
import { staffApi } from '#contract';
import { getCompany, getCompanyId, listCompanies } from '#companies';
import type { Session } from '#staff';
import { DATABASE_POOL } from '../tokens.js';
import { ChartsService } from './charts.service.js';
import { CurrentSession } from './session.guard.js';
import { Answers, StaffController } from './staff-controller.js';

type IdParameter = z.infer<typeof staffApi.idParameter>;

/** Companies: search and page through them, and everything that is known of one. */
@StaffController('companies')
@Answers(404, staffApi.errorAnswer, 'There is no such company.')
export class CompaniesController {
  constructor(
    @Inject(DATABASE_POOL) private readonly pool: pg.Pool,
    private readonly charts: ChartsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Search companies' })
  @Answers(200, staffApi.companyPage, 'A page of companies, in the order of their ids.')
  list(
    @CurrentSession() { workspaceId }: Session,
    @Query({ schema: staffApi.listQuery }) query: z.infer<typeof staffApi.listQuery>,
  ): Promise<z.infer<typeof staffApi.companyPage>> {
    return listCompanies(this.pool, { workspaceId, ...query });
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything that is known of a company' })
  @Answers(
    200,
    staffApi.company,
    'The company; for the id of a merged identifier, the company it names today.',
  )
  get(
    @CurrentSession() { workspaceId }: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
  ): Promise<z.infer<typeof staffApi.company>> {
    return getCompany(this.pool, { workspaceId, id });
  }

  @Get(':id/top-features')
  @ApiOperation({ summary: 'The features that a company uses most' })
  @Answers(200, staffApi.topFeatures, 'The features, by score.')
  async topFeatures(
    @CurrentSession() session: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
    @Query({ schema: staffApi.topFeaturesQuery }) query: z.infer<typeof staffApi.topFeaturesQuery>,
  ): Promise<z.infer<typeof staffApi.topFeatures>> {
    const company = await getCompanyId(this.pool, { workspaceId: session.workspaceId, id });
    return this.charts.topFeatures(session, { kind: 'company', id: company }, query);
  }

  @Get(':id/usage-trend')
  @ApiOperation({ summary: 'How a company used the product, day by day' })
  @Answers(200, staffApi.usageTrend, 'Every day of the period, those without usage too.')
  async usageTrend(
    @CurrentSession() session: Session,
    @Param({ schema: staffApi.idParameter }) { id }: IdParameter,
    @Query({ schema: staffApi.usageTrendQuery }) query: z.infer<typeof staffApi.usageTrendQuery>,
  ): Promise<z.infer<typeof staffApi.usageTrend>> {
    const company = await getCompanyId(this.pool, { workspaceId: session.workspaceId, id });
    return this.charts.usageTrend(session, { kind: 'company', id: company }, query);
  }
}
