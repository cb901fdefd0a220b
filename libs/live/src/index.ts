/** Live events: requests and events as they come, for staff to look at. Writes `live_event`. */
export type { LiveEntry, LiveRequest } from './live-entry.js';
export { LiveFeeds } from './live-feeds.js';
export { matches, type LiveFilter } from './live-filter.js';
export { type LiveItem, type ShownLiveEvent } from './live-item.js';
export { LiveRecorder } from './live-recorder.js';
export { getLiveEvent, listArrivals, listLiveEvents, type LiveEventDetails } from './list-live-events.js';
export { forgetLiveEvents } from './forget-live-events.js';
export { listUntrimmed, trimLiveEvents } from './trim-live-events.js';
