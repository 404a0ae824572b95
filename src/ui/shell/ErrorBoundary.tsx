/** Catches what a place throws while rendering, so that the rest of the app goes on. */
import { Component, type ErrorInfo, type JSX, type ReactNode } from 'react';
import { Button } from '../kit/Button.tsx';
import css from './ErrorBoundary.module.css';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Fallback error={error} onRetry={() => this.setState({ error: null })} /> : this.props.children;
  }
}

function Fallback({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }): JSX.Element {
  return (
    <div className={css.fallback} role="alert">
      <h1>This part of the page broke</h1>
      <p>Your picture and objects are still in memory. Show it again; if it breaks again, reload the page.</p>
      <p>
        <code>{error.message}</code>
      </p>
      <div className={css.buttons}>
        <Button look="primary" onPress={onRetry}>
          Show it again
        </Button>
        <Button onPress={() => location.reload()}>Reload the page</Button>
      </div>
    </div>
  );
}
