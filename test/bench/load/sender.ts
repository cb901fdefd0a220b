import { openConnection, type Answer, type Connection } from './http-connection.js';
import type { LoadJob, LoadResult } from './load-job.js';
import { seededRandom } from './random.js';
import { refresh, renderTemplate, type RequestTemplate } from './request-template.js';
import { percentile } from '../statistics.js';

const templatesTotal = 2_048;
const retryMaxMs = 250;
const latenciesMax = 4_000_000;

/** One connection and the requests that only it sends, so that none is rewritten while it is under way. */
interface Lane {
  readonly connection: Connection;
  readonly templates: readonly RequestTemplate[];
  next: number;
  current: RequestTemplate | null;
  sentAt: number;
}

/** Sends the job's events over keep-alive connections, one request at a time on each, and measures. */
export class Sender {
  private readonly lanes: Lane[] = [];
  private readonly idle: Lane[] = [];
  private readonly latencies: number[] = [];
  private readonly random;
  private serial: number;
  private eventsSent = 0;
  private eventsAnswered = 0;
  private retried = 0;
  private startedAt = 0;
  private lastAnswerAt = 0;
  private finish: (() => void) | null = null;
  private fail: ((error: Error) => void) | null = null;

  constructor(private readonly job: LoadJob) {
    this.random = seededRandom(job.seed);
    this.serial = Math.floor(Date.now() * 1_000);
  }

  /** Renders the requests and opens the connections; nothing is sent yet. */
  async prepare(): Promise<void> {
    const { job } = this;
    const perLane = Math.max(2, Math.ceil(templatesTotal / job.connections / Math.ceil(job.batchSize / 8)));
    const nowMs = Date.now();
    const shape = { ...job, host: `127.0.0.1:${job.port}` };
    for (let i = 0; i < job.connections; i += 1) {
      const connection = await openConnection(
        job.port,
        (answer) => this.answered(lane, answer),
        (error) => this.fail?.(error),
      );
      const templates = Array.from({ length: perLane }, () => renderTemplate(shape, this.random, nowMs));
      const lane: Lane = { connection, templates, next: 0, current: null, sentAt: 0 };
      this.lanes.push(lane);
    }
  }

  /** Sends everything and resolves once each request has its answer. Rejects on any answer but 2xx, 429 and 503. */
  async run(): Promise<LoadResult> {
    const cpuBefore = process.cpuUsage();
    this.startedAt = performance.now();
    const timer = this.job.eventsPerSecond === null ? undefined : setInterval(() => this.releaseIdle(), 1);
    try {
      await new Promise<void>((resolve, reject) => {
        this.finish = resolve;
        this.fail = reject;
        for (const lane of this.lanes) this.sendNext(lane);
      });
    } finally {
      clearInterval(timer);
      for (const lane of this.lanes) lane.connection.close();
    }
    const cpu = process.cpuUsage(cpuBefore);
    return this.result((cpu.user + cpu.system) / 1e6);
  }

  private sendNext(lane: Lane): void {
    if (this.isOver()) {
      if (this.eventsAnswered === this.eventsSent) this.finish?.();
      return;
    }
    if (!this.isDue()) {
      this.idle.push(lane);
      return;
    }
    const template = lane.templates[lane.next % lane.templates.length];
    if (template === undefined) throw new Error('a connection without requests to send');
    lane.next += 1;
    refresh(template, this.job.ids, this.random, this.serial, Date.now());
    this.serial += template.events;
    this.eventsSent += template.events;
    this.transmit(lane, template);
  }

  private transmit(lane: Lane, template: RequestTemplate): void {
    lane.current = template;
    lane.sentAt = performance.now();
    lane.connection.send(template.bytes);
  }

  private answered(lane: Lane, answer: Answer): void {
    const template = lane.current;
    if (template === null) return this.fail?.(new Error('an answer without a request'));
    if (answer.status === 429 || answer.status === 503) {
      this.retried += 1;
      setTimeout(() => this.transmit(lane, template), Math.min(retryMaxMs, answer.retryAfterSeconds * 1_000));
      return;
    }
    if (answer.status >= 300) {
      return this.fail?.(new Error(`POST ${this.job.path} was answered ${answer.status}`));
    }
    this.lastAnswerAt = performance.now();
    if (this.latencies.length < latenciesMax) this.latencies.push(this.lastAnswerAt - lane.sentAt);
    this.eventsAnswered += template.events;
    this.sendNext(lane);
  }

  private releaseIdle(): void {
    while (this.idle.length > 0 && (this.isDue() || this.isOver())) {
      const lane = this.idle.pop();
      if (lane !== undefined) this.sendNext(lane);
    }
  }

  private isOver(): boolean {
    const { eventsMax, seconds } = this.job;
    if (eventsMax !== null && this.eventsSent >= eventsMax) return true;
    return seconds !== null && performance.now() - this.startedAt >= seconds * 1_000;
  }

  private isDue(): boolean {
    const { eventsPerSecond } = this.job;
    if (eventsPerSecond === null) return true;
    return this.eventsSent <= ((performance.now() - this.startedAt) / 1_000) * eventsPerSecond;
  }

  private result(cpuSeconds: number): LoadResult {
    const seconds = (this.lastAnswerAt - this.startedAt) / 1_000;
    const requests = this.eventsAnswered / this.job.batchSize;
    return {
      events: this.eventsAnswered,
      requests,
      startedAtMs: performance.timeOrigin + this.startedAt,
      endedAtMs: performance.timeOrigin + this.lastAnswerAt,
      eventsPerSecond: this.eventsAnswered / seconds,
      requestsPerSecond: requests / seconds,
      retried: this.retried,
      latencyP50Ms: percentile(this.latencies, 0.5),
      latencyP99Ms: percentile(this.latencies, 0.99),
      cpuSeconds,
    };
  }
}
