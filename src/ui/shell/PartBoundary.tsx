/** Catches what a part of the page throws while it loads or renders, so that the rest of the app goes on. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { PartFailed, type PartShape } from './PartFailed.tsx';

export interface PartBoundaryProps {
  readonly shape?: PartShape;
  /** Called before the children are shown again. */
  readonly onRetry?: () => void;
  readonly onClose?: (() => void) | undefined;
  readonly children: ReactNode;
}

interface State {
  readonly failure: { readonly error: unknown } | null;
}

export class PartBoundary extends Component<PartBoundaryProps, State> {
  override state: State = { failure: null };

  static getDerivedStateFromError(error: unknown): State {
    return { failure: { error } };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { shape = 'page', onRetry, onClose, children } = this.props;
    const { failure } = this.state;
    if (!failure) return children;
    const retry = (): void => {
      onRetry?.();
      this.setState({ failure: null });
    };
    return <PartFailed error={failure.error} shape={shape} onRetry={retry} onClose={onClose} />;
  }
}
