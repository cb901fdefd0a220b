/** What became of one event, from its receipt to what was counted of it. Writes nothing. */
export { findStory, type StoryKey } from './find-story.js';
export type { Story } from './story.js';
