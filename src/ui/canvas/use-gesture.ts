/** Connects a stage element's pointer, wheel and key events to the gesture machine. */
import { type RefObject, useEffect, useRef } from 'react';
import { viewPoint } from '../../core/geometry/space.ts';
import type { GestureEffects, GestureSurroundings, PointerInput } from './gesture-input.ts';
import { GestureMachine } from './gesture-machine.ts';
import type { StageKeys } from './stage-keys.ts';
import { WheelControl, WheelDevice } from './wheel.ts';

/** Lines and pages of a wheel event in CSS pixels. */
const LINE = 16;
const PAGE = 400;

/** What the events need at hand; read afresh through the ref. */
export interface GestureHost {
  readonly surroundings: () => Omit<GestureSurroundings, 'panKey'>;
  readonly effects: Omit<GestureEffects, 'later' | 'buzz'>;
  readonly keys: (machine: GestureMachine) => StageKeys;
  /** Space went down or up. */
  readonly setPanKey: (held: boolean) => void;
  /** A button is held. */
  readonly setPressed: (pressed: boolean) => void;
}

/** Attaches for the life of the element. `keysRef` receives the stage's keys for commands. */
export function useGesture(
  ref: RefObject<HTMLElement | null>,
  hostRef: RefObject<GestureHost>,
  keysRef: RefObject<StageKeys | null>,
): void {
  const panKey = useRef(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = (): GestureSurroundings => ({ ...hostRef.current.surroundings(), panKey: panKey.current });
    let anythingHit = false;
    const effects: GestureEffects = {
      emit: (g) => hostRef.current.effects.emit(g),
      setView: (v) => hostRef.current.effects.setView(v),
      setDraft: (d) => hostRef.current.effects.setDraft(d),
      setHit: (h) => {
        // Most moves hit nothing, again: that is no news.
        if (h !== null || anythingHit) hostRef.current.effects.setHit(h);
        anythingHit = h !== null;
      },
      later: (run, ms) => {
        const timer = window.setTimeout(run, ms);
        return () => window.clearTimeout(timer);
      },
      buzz: () => {
        navigator.vibrate?.(12);
      },
    };
    const machine = new GestureMachine(look, effects);
    const wheel = new WheelControl(look, effects);
    const device = new WheelDevice();
    const keys = hostRef.current.keys(machine);
    keysRef.current = keys;

    const input = (e: PointerEvent): PointerInput => {
      const rect = element.getBoundingClientRect();
      return {
        id: e.pointerId,
        kind: e.pointerType === 'touch' || e.pointerType === 'pen' ? e.pointerType : 'mouse',
        at: viewPoint(e.clientX - rect.left, e.clientY - rect.top),
        button: e.button,
        alt: e.altKey,
        ctrl: e.ctrlKey,
        shift: e.shiftKey,
        pressure: e.pressure > 0 ? e.pressure : 0.5,
      };
    };
    const onDown = (e: PointerEvent): void => {
      if (e.button === 1) e.preventDefault();
      element.focus({ preventScroll: true });
      // A pointer that is gone already (a synthetic one) cannot be captured; the gesture works without.
      if (element.isConnected && e.isTrusted) element.setPointerCapture(e.pointerId);
      hostRef.current.setPressed(true);
      // The keyboard's crosshair makes way for the pointer.
      effects.emit({ kind: 'crosshair', at: null });
      machine.down(input(e));
    };
    // Presses take every sample the pen has.
    const onMove = (e: PointerEvent): void => {
      // Browsers send one move a frame: waiting for the next frame would only cost a second one.
      if (e.buttons === 0) {
        machine.move(input(e));
        return;
      }
      const samples = e.pointerType === 'touch' ? [] : (e.getCoalescedEvents?.() ?? []);
      if (samples.length > 1) for (const sample of samples) machine.move(input(sample));
      else machine.move(input(e));
    };
    const onUp = (e: PointerEvent): void => {
      machine.up(input(e));
      hostRef.current.setPressed(false);
    };
    const onLeave = (e: PointerEvent): void => {
      machine.leave(input(e));
    };
    const onCancel = (e: PointerEvent): void => {
      machine.lost(input(e));
      hostRef.current.setPressed(false);
    };
    const onWheel = (e: WheelEvent): void => {
      e.preventDefault();
      const unit = e.deltaMode === 1 ? LINE : e.deltaMode === 2 ? PAGE : 1;
      const rect = element.getBoundingClientRect();
      wheel.turn({
        at: viewPoint(e.clientX - rect.left, e.clientY - rect.top),
        dx: e.deltaX * unit,
        dy: e.deltaY * unit,
        alt: e.altKey,
        ctrl: e.ctrlKey || e.metaKey,
        shift: e.shiftKey,
        notched: device.isNotched(e, e.timeStamp),
      });
    };
    const setPan = (held: boolean): void => {
      if (panKey.current === held) return;
      panKey.current = held;
      hostRef.current.setPanKey(held);
    };
    const onKeyDown = (e: KeyboardEvent): void => {
      if (e.target !== element) return;
      if (e.key === ' ') {
        e.preventDefault();
        e.stopPropagation();
        setPan(true);
        return;
      }
      const { key, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta } = e;
      if (keys.press({ key, shift, ctrl, alt, meta })) {
        e.preventDefault();
        e.stopPropagation();
      }
    };
    const onKeyUp = (e: KeyboardEvent): void => {
      if (e.key === ' ') setPan(false);
    };
    const onBlur = (): void => setPan(false);
    const onDouble = (e: MouseEvent): void => {
      if (e.button === 0) machine.polygon.finish();
    };
    const noMenu = (e: Event): void => e.preventDefault();

    const listeners = new AbortController();
    const { signal } = listeners;
    element.addEventListener('pointerdown', onDown, { signal });
    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerup', onUp, { signal });
    element.addEventListener('pointerleave', onLeave, { signal });
    element.addEventListener('pointercancel', onCancel, { signal });
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    element.addEventListener('keydown', onKeyDown, { signal });
    element.addEventListener('blur', onBlur, { signal });
    element.addEventListener('dblclick', onDouble, { signal });
    element.addEventListener('contextmenu', noMenu, { signal });
    window.addEventListener('keyup', onKeyUp, { signal });
    return () => {
      listeners.abort();
      machine.cancel();
      keysRef.current = null;
    };
  }, [ref, hostRef, keysRef]);
}
