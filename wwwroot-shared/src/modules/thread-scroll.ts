// The thread's scrolling for Blazor: `const scroll = attach(log, dotNet)`.
import { attachThreadScroll, type ThreadScroll } from "../ui/thread-scroll";
import { tell, type DotNet } from "../interop/dot-net";

/** Calls `OnOlder()`, `OnSeen(long sequence)` and `OnAtEnd(bool atEnd)` of the component. Dispose with `dispose()`. */
export function attach(log: HTMLElement, dotNet: DotNet): ThreadScroll {
  return attachThreadScroll(log, {
    onOlder: () => tell(dotNet, "OnOlder"),
    onSeen: (sequence) => tell(dotNet, "OnSeen", sequence),
    onAtEnd: (atEnd) => tell(dotNet, "OnAtEnd", atEnd),
  });
}
