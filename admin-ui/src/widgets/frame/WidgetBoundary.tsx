import { Component, type ComponentType, type ReactNode } from 'react';

interface Props {
  /** Another one tries the contents anew by itself. */
  version: string;
  /** What is shown instead of contents that threw; `again` tries them anew. */
  fallback: ComponentType<{ error: unknown; again: () => void }>;
  children: ReactNode;
}

/** Keeps what one widget throws from the others. */
export class WidgetBoundary extends Component<Props, { error: unknown; failed: boolean }> {
  override state = { error: undefined as unknown, failed: false };

  static getDerivedStateFromError(error: unknown) {
    return { error, failed: true };
  }

  override componentDidUpdate(before: Props): void {
    // oxlint-disable-next-line react/no-did-update-set-state -- only after a failure
    if (this.state.failed && before.version !== this.props.version) this.setState({ error: undefined, failed: false });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const Fallback = this.props.fallback;
    return <Fallback error={this.state.error} again={() => this.setState({ error: undefined, failed: false })} />;
  }
}
