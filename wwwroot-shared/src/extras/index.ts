/** What is opened seldom: a part of its own, loaded when somebody asks for it. */
import { styleSheet } from "../ui/style-sheet";

void styleSheet(new URL("./extras.css", import.meta.url).href);

export { NewConversation } from "./new-conversation";
export { RecordLog } from "./record-log";
