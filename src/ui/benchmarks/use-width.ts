/** The width of an element, so that a drawing can keep its type at reading size. */
import { type RefObject, useEffect, useRef, useState } from 'react';

/** @returns a ref for the element and its width in CSS pixels; 0 before it is known */
export function useWidth<T extends Element>(): readonly [RefObject<T | null>, number] {
  const ref = useRef<T | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
