package io.settee.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.control.Signal;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import org.junit.jupiter.api.Test;

/** The table of OTP "Distribution Protocol", section "Link Protocol", row by row. */
class LinksTest {
    private static final Pid PEER = new Pid(new Atom("b@h"), 1, 0, 5);

    private final Links links = new Links();
    private final Route via = new Way(true);
    private final Route later = new Way(true);

    /** A route that only exists. */
    static final class Way implements Route {
        private final boolean acknowledges;

        Way(boolean acknowledges) {
            this.acknowledges = acknowledges;
        }

        @Override
        public void send(Signal signal) {}

        @Override
        public boolean trySend(Signal signal) {
            return true;
        }

        @Override
        public void awaitRoom() {}

        @Override
        public void answer(Signal signal) {}

        @Override
        public boolean isCurrent(Pid pid) {
            return true;
        }

        @Override
        public boolean acknowledgesUnlink() {
            return acknowledges;
        }

        @Override
        public boolean attach(Recipient recipient) {
            return true;
        }

        @Override
        public void detach(Recipient recipient) {}

        @Override
        public void wake(Sleeper reader) {
            reader.wake();
        }
    }

    private void weLink() {
        assertThat(links.link(PEER, via)).isTrue();
    }

    private long weUnlink() {
        assertThat(links.unlink(PEER)).isSameAs(via);
        return links.lastUnlinkId();
    }

    @Test
    void tellsThePeerOnceThatItLinks() {
        weLink();
        assertThat(links.link(PEER, via)).isFalse();
    }

    @Test
    void needsNoLinkOfItsOwnWhenThePeerHasLinked() {
        links.linked(PEER, via);
        assertThat(links.link(PEER, via)).isFalse();
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void reactsOnceToTheExitOfALinkedProcess() {
        weLink();
        assertThat(links.exited(PEER, via)).isTrue();
        assertThat(links.exited(PEER, via)).isFalse();
    }

    @Test
    void ignoresTheExitOfAProcessThatIsNotLinked() {
        assertThat(links.exited(PEER, via)).isFalse();
    }

    @Test
    void doesNotReactToAnExitWhileUnlinking() {
        weLink();
        weUnlink();
        assertThat(links.exited(PEER, via)).isFalse();
        assertThat(links.link(PEER, via)).isTrue();
    }

    @Test
    void unlinksOnlyWhatIsLinked() {
        assertThat(links.unlink(PEER)).isNull();
        weLink();
        weUnlink();
        assertThat(links.unlink(PEER)).isNull();
    }

    @Test
    void givesEachUnlinkAnIdOfItsOwnThatIsNotZero() {
        weLink();
        long first = weUnlink();
        weLink();
        long second = weUnlink();
        assertThat(first).isPositive();
        assertThat(second).isNotEqualTo(first).isPositive();
    }

    @Test
    void staysUnlinkedWhenThePeerLinksWhileTheUnlinkIsUnderWay() {
        weLink();
        long id = weUnlink();
        links.linked(PEER, via);
        assertThat(links.exited(PEER, via)).isFalse();
        links.acknowledged(PEER, id);
        links.linked(PEER, via);
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void forgetsAnUnlinkWhenItLinksAgain() {
        weLink();
        long id = weUnlink();
        weLink();
        links.acknowledged(PEER, id);
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void waitsForTheAcknowledgementOfItsLastUnlink() {
        weLink();
        long first = weUnlink();
        weLink();
        long second = weUnlink();
        links.acknowledged(PEER, first);
        links.linked(PEER, via);
        assertThat(links.end()).isEmpty();
        weLink();
        weUnlink();
        links.acknowledged(PEER, second + 1);
        links.linked(PEER, via);
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void dropsALinkThatThePeerUnlinks() {
        weLink();
        links.unlinked(PEER);
        assertThat(links.exited(PEER, via)).isFalse();
        links.unlinked(PEER);
        weLink();
    }

    @Test
    void keepsItsOwnUnlinkWhenThePeerUnlinksToo() {
        weLink();
        long id = weUnlink();
        links.unlinked(PEER);
        links.linked(PEER, via);
        assertThat(links.exited(PEER, via)).isFalse();
        links.acknowledged(PEER, id);
    }

    @Test
    void forgetsALinkAtOnceWhereNobodyAcknowledges() {
        var old = new Way(false);
        assertThat(links.link(PEER, old)).isTrue();
        assertThat(links.unlink(PEER)).isSameAs(old);
        links.linked(PEER, old);
        assertThat(links.exited(PEER, old)).isTrue();
    }

    @Test
    void firesTheLinksOfALostRouteOnceAndNoOthers() {
        weLink();
        Pid other = new Pid(new Atom("c@h"), 1, 0, 5);
        assertThat(links.link(other, later)).isTrue();
        Pid unlinked = new Pid(new Atom("b@h"), 2, 0, 5);
        assertThat(links.link(unlinked, via)).isTrue();
        assertThat(links.unlink(unlinked)).isSameAs(via);
        assertThat(links.lost(via)).containsExactly(PEER);
        assertThat(links.lost(via)).isEmpty();
        assertThat(links.exited(other, later)).isTrue();
    }

    @Test
    void ignoresWhatComesByAnotherWayThanTheLinkWasMadeOver() {
        weLink();
        assertThat(links.exited(PEER, later)).isFalse();
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void linksAnewOverANewRoute() {
        weLink();
        assertThat(links.link(PEER, later)).isTrue();
        assertThat(links.lost(via)).isEmpty();
        assertThat(links.lost(later)).containsExactly(PEER);
    }

    @Test
    void tellsThoseWhoAreLinkedAtTheEndAndNotThoseBeingUnlinked() {
        weLink();
        Pid unlinked = new Pid(new Atom("b@h"), 2, 0, 5);
        links.linked(unlinked, via);
        assertThat(links.unlink(unlinked)).isSameAs(via);
        assertThat(links.end()).containsExactly(new Links.Linked(PEER, via));
        assertThat(links.end()).isEmpty();
    }
}
