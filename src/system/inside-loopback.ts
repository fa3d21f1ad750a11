/** Questions to 127.0.0.1: does somebody listen there, and what does it answer. */

import { get } from 'node:http';
import { connect } from 'node:net';
import type { Answer } from '../core/inside.ts';

const HOST = '127.0.0.1';

/** Long enough for a loopback, even on a busy machine. */
const CONNECT_LIMIT = 2000;

export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port, timeout: CONNECT_LIMIT });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** @param limit  milliseconds for connection and status line together */
export function ask(port: number, path: string, limit: number): Promise<Answer> {
  return new Promise((resolve) => {
    let connected = false;
    const request = get(
      { host: HOST, port, path, agent: false, signal: AbortSignal.timeout(limit) },
      (response) => {
        resolve({ kind: 'answered', status: response.statusCode ?? 0 });
        response.destroy();
      },
    );
    request.on('socket', (socket) => {
      socket.on('connect', () => {
        connected = true;
      });
    });
    // Also what came after the answer: the connection's end is of no interest then.
    request.on('error', () => resolve({ kind: connected ? 'silent' : 'refused' }));
  });
}
