/** Size of an element in CSS pixels and the device pixel ratio, followed as they change. */
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Size } from '../../core/geometry/space.ts';

export interface ElementSize extends Size {
  readonly devicePixelRatio: number;
}

/** Null until the element has been laid out. */
export function useElementSize(ref: RefObject<HTMLElement | null>): ElementSize | null {
  const [size, setSize] = useState<ElementSize | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth, clientHeight } = element;
      if (clientWidth === 0 || clientHeight === 0) return;
      const next = { width: clientWidth, height: clientHeight, devicePixelRatio: Math.min(window.devicePixelRatio, 3) };
      setSize((old) =>
        old?.width === next.width && old.height === next.height && old.devicePixelRatio === next.devicePixelRatio
          ? old
          : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [ref]);
  return size;
}
