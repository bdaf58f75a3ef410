package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.call.CallException;
import io.settee.call.Rpc;
import io.settee.eval.Evaluation;
import io.settee.identity.NodeName;
import io.settee.io.Console;
import io.settee.io.GroupLeader;
import io.settee.io.RemoteLog;
import io.settee.process.FunctionCall;
import java.time.Duration;

/** What a node is asked to do. */
sealed interface Task {
    /**
     * Has it done and waits for the answer.
     *
     * @param rpc to the node, with a limit of time and a place for the output
     */
    Answer on(NodeName node, Rpc rpc) throws InterruptedException;

    /**
     * Has it done by way of a node of ours that is made for it, and gives what it prints to a console.
     *
     * @param log for its log events
     * @throws ConnectFailure if the node cannot be reached
     */
    default Answer ask(NodeSettings settings, NodeName node, Duration limit, Console output, Console log)
            throws InterruptedException {
        try (ErlangNode self = settings.connect(node)) {
            // The leader ends with our node: closed before, it would have ended normally, and what is linked to it
            // would run on.
            GroupLeader leader = self.groupLeader(output);
            Rpc rpc = self.rpc(node.toString()).within(limit).outputTo(leader.self());
            try (var events = new RemoteLog(self.mailbox(RemoteLog.NAME, RemoteLog.MOST_EVENTS), rpc, log)) {
                Answer answer = on(node, rpc);
                if (answer.status() != ExitStatus.LOST && answer.status() != ExitStatus.TIMED_OUT) events.flush();
                return answer;
            }
        }
    }

    /** A function to be called. */
    record Function(FunctionCall call) implements Task {
        @Override
        public Answer on(NodeName node, Rpc rpc) throws InterruptedException {
            try {
                return Answer.value(node, rpc.call(call));
            } catch (CallException e) {
                return Answer.failed(node, e);
            }
        }
    }

    /**
     * Code to be evaluated.
     *
     * @param asTerm whether its value is wanted and not only its text
     */
    record Code(Evaluation evaluation, boolean asTerm) implements Task {
        @Override
        public Answer on(NodeName node, Rpc rpc) throws InterruptedException {
            Evaluation.Result result;
            try {
                result = evaluation.on(rpc, asTerm);
            } catch (CallException e) {
                return Answer.failed(node, e);
            }
            return switch (result) {
                case Evaluation.Result.Printed(String text) -> new Answer(node, ExitStatus.OK, text, null);
                case Evaluation.Result.Value(var term) -> Answer.value(node, term);
                case Evaluation.Result.Raised(String text) -> Answer.failed(node, ExitStatus.FAILED, text);
                case Evaluation.Result.Syntax(int line, String message) ->
                    Answer.failed(node, ExitStatus.USAGE, (line == 0 ? "" : "line " + line + ": ") + message);
                case Evaluation.Result.NoElixir() ->
                    Answer.failed(node, ExitStatus.FAILED, node + " has no Elixir (no module Elixir.Code)");
            };
        }
    }
}
