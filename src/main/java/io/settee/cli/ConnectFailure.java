package io.settee.cli;

import io.settee.check.Finding;
import io.settee.check.Report;
import io.settee.check.Step;
import io.settee.check.Verdict;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.util.List;

/** A node cannot be reached. The message shows the way to it, step by step, and ends with the verdict. */
final class ConnectFailure extends CommandFailure {
    private static final long serialVersionUID = 1L;

    private ConnectFailure(String message, SetteeException cause) {
        super(ExitStatus.NO_CONNECTION, message, cause);
    }

    /**
     * With what a second dial found.
     *
     * @param why what the first one failed with
     */
    static ConnectFailure of(NodeName peer, SetteeException why, Report diagnosis) {
        List<Finding> shown =
                diagnosis.findings().stream().filter(ConnectFailure::isShown).toList();
        if (diagnosis.failedAt().isEmpty()) {
            return new ConnectFailure(
                    why.getMessage() + "\nDialled again, step by step, " + peer + " is reached:\n"
                            + CheckText.findings(shown) + "Try again.",
                    why);
        }
        return new ConnectFailure(
                "no connection to " + peer + ", step by step:\n" + CheckText.findings(shown)
                        + CheckText.verdict(diagnosis),
                why);
    }

    /** Each step of the way, and of our own settings what may be to blame. */
    private static boolean isShown(Finding finding) {
        return finding.step().compareTo(Step.RESOLVE) >= 0 || finding.verdict().compareTo(Verdict.WARNING) >= 0;
    }
}
