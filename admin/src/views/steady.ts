// A view that is drawn anew only when something it is given has changed.
import { Component, type ComponentChild, type FunctionComponent } from "preact";

/**
 * Not by keeping its elements in useMemo: Preact copies an element that is drawn a second time, and what was kept holds
 * on to the page as it was when it was first drawn, which holds on to the one before, and so for as long as the page is open.
 */
export function steady<Props extends object>(
  draw: (props: Props) => ComponentChild,
): FunctionComponent<Props> {
  class Steady extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const now = this.props;
      return (Object.keys(next) as Array<keyof Props>).some((name) => next[name] !== now[name]);
    }

    override render(): ComponentChild {
      return draw(this.props);
    }
  }
  return Steady as unknown as FunctionComponent<Props>;
}
