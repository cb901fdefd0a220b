import { describeHydra } from './describe-hydra.js';

describeHydra('redis');
