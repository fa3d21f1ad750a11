/** An image as a person wants to see it. */

import type { ImageView, LayerView } from '../core/image-view.ts';
import { platformText } from '../formats/oci.ts';
import { visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { count, size } from './units.ts';
import { cut, padEnd, padStart, wrap } from './width.ts';

/** A digest fits behind it. */
const LABEL = 9;

/** @param everything  also variables, labels and digests of layers */
export function imageInspectText(view: ImageView, look: Look, everything: boolean): string[] {
  const { layers } = view;
  const stored = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  const plain = layers.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  return [
    ...row('image', view.digest, look),
    ...row('lies in', view.place, look),
    ...row(
      'platform',
      `${platformText(view.platform)}${view.created === undefined ? '' : ` · created ${view.created}`}`,
      look,
    ),
    ...row('size', `${count(layers.length, 'layer')}, ${size(stored)}, ${size(plain)} unpacked`, look),
    ...(view.base === undefined
      ? []
      : row(
          'base',
          [view.base.name, view.base.digest].filter((text) => text !== undefined).join(' @ '),
          look,
        )),
    ...row('starts', wordsOf([...view.entrypoint, ...view.cmd]), look),
    ...row(
      'as',
      [view.user || 'root', ...(view.workdir === '' ? [] : [`in ${view.workdir}`])].join(' '),
      look,
    ),
    ...(view.ports.length === 0 ? [] : row('ports', view.ports.join(', '), look)),
    ...(view.volumes.length === 0 ? [] : row('volumes', view.volumes.join(', '), look)),
    ...(everything ? view.env.flatMap((line) => row('env', line, look)) : []),
    ...(everything
      ? Object.entries(view.labels).flatMap(([name, text]) => row('label', `${name}=${text}`, look))
      : []),
    '',
    ...layers.flatMap((layer, number) => layerLines(layer, number, look, everything)),
    ...(view.largest.length === 0 ? [] : ['', paint('largest files', 'quiet', look)]),
    ...view.largest.map(({ path, bytes, layer }) =>
      cut(`${padStart(size(bytes), 8)}  ${padStart(String(layer), 3)}  /${visible(path)}`, look.columns),
    ),
  ];
}

function layerLines(layer: LayerView, number: number, look: Look, everything: boolean): string[] {
  const sizes = `${padStart(String(number + 1), 3)}  ${padStart(size(layer.bytes), 8)}  ${padStart(count(layer.members, 'member'), 14)}  `;
  const made = visible((layer.createdBy ?? '').replace(/\s+/g, ' '));
  return [
    cut(`${sizes}${made}`, look.columns),
    ...(everything ? [paint(`     ${layer.digest} ${layer.mediaType}`, 'quiet', look)] : []),
  ];
}

function wordsOf(words: readonly string[]): string {
  return words.length === 0
    ? 'nothing by itself'
    : words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function row(label: string, text: string, look: Look): string[] {
  const lines = wrap(visible(text), Math.max(20, look.columns - LABEL));
  return lines.map((line, at) => `${padEnd(at === 0 ? label : '', LABEL)}${line}`);
}
