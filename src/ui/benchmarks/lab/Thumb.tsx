/** A small picture of a dataset: with the outlines of its true objects, or with the prompts of one. */
import { type JSX, useEffect, useRef } from 'react';
import type { RunObject } from '../../../contract/benchmark.ts';
import type { SamplePicture } from '../../../contract/dataset-lab.ts';
import css from './Dataset.module.css';

function paint(
  canvas: HTMLCanvasElement,
  sample: SamplePicture,
  outline: boolean,
  prompts: RunObject['prompts'],
): void {
  const { width, height } = sample.size;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const pixels = sample.pixels.slice();
  if (outline) {
    for (let i = 0; i < sample.outline.length; i++) if (sample.outline[i] === 1) pixels.set([255, 214, 10, 255], i * 4);
  }
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
  const at = (value: number): number => value / sample.scale;
  const [a, b] = prompts.filter((p) => p.label === 'box');
  context.lineWidth = 2;
  if (a && b) {
    context.strokeStyle = '#ffd60a';
    context.strokeRect(at(a.x), at(a.y), at(b.x - a.x), at(b.y - a.y));
  }
  for (const p of prompts.filter((q) => q.label !== 'box')) {
    context.beginPath();
    context.arc(at(p.x), at(p.y), 4, 0, 2 * Math.PI);
    context.fillStyle = p.label === 'include' ? '#12b5a6' : '#d8372c';
    context.fill();
    context.strokeStyle = '#fff';
    context.stroke();
  }
}

export function Thumb(props: {
  readonly sample: SamplePicture;
  readonly outline?: boolean;
  readonly prompts?: RunObject['prompts'];
}): JSX.Element {
  const { sample, outline = false, prompts } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paint(canvas.current, sample, outline, prompts ?? []);
  }, [sample, outline, prompts]);
  return <canvas ref={canvas} className={css.thumb} role="img" aria-label={sample.name} />;
}
