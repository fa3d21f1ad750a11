/** A way to start an image and look at it from outside: one file each in runners/, one contract suite. */

import type { Answer, Ended, Inside } from '../../core/inside.ts';
import type { Result } from '../../core/result.ts';
import type { Image } from '../image.ts';
import type { Listening } from './listening.ts';
import type { Log } from './log.ts';
import type { RunnerName } from './request.ts';

/** What a runner gets. */
export type Subject = {
  readonly image: Image;
  /** A private folder (0700) that whoever called removes. */
  readonly folder: string;
  /** Variables beside those of its configuration. Values never stand in an argument. */
  readonly env: Readonly<Record<string, string>>;
  /** In place of the image's own command; its health check means nothing then. */
  readonly command: readonly [string, ...string[]] | undefined;
  /** The port that will be asked. */
  readonly port: number | undefined;
  /** Milliseconds that the image has. */
  readonly within: number;
  /** What it prints goes here. */
  readonly log: Log;
  readonly interrupt: AbortSignal;
};

/** An image that was started. */
export interface Started {
  /** When its own program has ended, as far as that can be known: an engine tells no signal. */
  readonly ended: Promise<Ended>;
  /** GET of a path at the port of the subject. */
  ask(path: string, limit: number): Promise<Answer>;
  /** What its own HEALTHCHECK says; undefined when it has none, or none that can be run here. */
  health(): Promise<Health | undefined>;
  /** Where it listens; undefined when that cannot be seen. */
  listening(): Promise<readonly Listening[] | undefined>;
  /** Ends it and removes all that was made for it. To be called in any case; failures are what could not be removed. */
  stop(): Promise<Result<void>>;
  /** What it was not given, one line each: a namespace that this machine does not make. */
  readonly remarks: readonly string[];
}

export type Health = 'starting' | 'healthy' | 'unhealthy';

export interface CheckRunner {
  readonly name: RunnerName;
  readonly summary: string;
  /** Loads or unpacks the image and starts it. When it fails, nothing is left of it. */
  start(subject: Subject, inside: Inside): Promise<Result<Started>>;
}
