package io.settee.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.node.Route;
import io.settee.support.SilentRoute;
import io.settee.term.Atom;
import io.settee.term.Pid;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of OTP "Distribution Protocol", section "Link Protocol", row by row. */
class LinksTest {
    private static final Pid PEER = new Pid(new Atom("b@h"), 1, 0, 5);

    private final Links links = new Links();
    private final Route via = new Way(true);
    private final Route later = new Way(true);

    /** A route that only exists. */
    static final class Way implements SilentRoute {
        private final boolean acknowledges;

        Way(boolean acknowledges) {
            this.acknowledges = acknowledges;
        }

        @Override
        public boolean acknowledgesUnlink() {
            return acknowledges;
        }
    }

    private void weLink() {
        assertThat(links.link(PEER, via)).isTrue();
    }

    private void theyLink() {
        assertThat(links.linked(PEER, via)).isFalse();
    }

    private long weUnlink() {
        Links.Unlinking unlinking = Objects.requireNonNull(links.unlink(PEER));
        assertThat(unlinking.via()).isSameAs(via);
        return unlinking.id();
    }

    @Test
    void tellsThePeerOnceThatItLinks() {
        weLink();
        assertThat(links.link(PEER, via)).isFalse();
    }

    @Test
    void needsNoLinkOfItsOwnWhenThePeerHasLinked() {
        theyLink();
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
        theyLink();
        assertThat(links.exited(PEER, via)).isFalse();
        links.acknowledged(PEER, id, via);
        theyLink();
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void forgetsAnUnlinkWhenItLinksAgain() {
        weLink();
        long id = weUnlink();
        weLink();
        links.acknowledged(PEER, id, via);
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void waitsForTheAcknowledgementOfItsLastUnlink() {
        weLink();
        long first = weUnlink();
        weLink();
        long second = weUnlink();
        links.acknowledged(PEER, first, via);
        theyLink();
        assertThat(links.end()).isEmpty();
        weLink();
        weUnlink();
        links.acknowledged(PEER, second + 1, via);
        theyLink();
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void dropsALinkThatThePeerUnlinks() {
        weLink();
        links.unlinked(PEER, via);
        assertThat(links.exited(PEER, via)).isFalse();
        links.unlinked(PEER, via);
        weLink();
    }

    @Test
    void keepsItsOwnUnlinkWhenThePeerUnlinksToo() {
        weLink();
        long id = weUnlink();
        links.unlinked(PEER, via);
        theyLink();
        assertThat(links.exited(PEER, via)).isFalse();
        links.acknowledged(PEER, id, via);
    }

    @Test
    void forgetsALinkAtOnceWhereNobodyAcknowledges() {
        var old = new Way(false);
        assertThat(links.link(PEER, old)).isTrue();
        assertThat(links.unlink(PEER)).isEqualTo(new Links.Unlinking(old, 1));
        assertThat(links.linked(PEER, old)).isFalse();
        assertThat(links.exited(PEER, old)).isTrue();
    }

    @Test
    void firesTheLinksOfALostRouteOnceAndNoOthers() {
        weLink();
        Pid other = new Pid(new Atom("c@h"), 1, 0, 5);
        assertThat(links.link(other, later)).isTrue();
        Pid unlinked = new Pid(new Atom("b@h"), 2, 0, 5);
        assertThat(links.link(unlinked, via)).isTrue();
        assertThat(links.unlink(unlinked)).isNotNull();
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

    /** A route that comes may be seen before the old one is known to be lost. */
    @Test
    void breaksTheLinkOverAnOldRouteWhenThePeerLinksOverANewOne() {
        weLink();
        assertThat(links.linked(PEER, later)).isTrue();
        assertThat(links.lost(via)).isEmpty();
        assertThat(links.lost(later)).containsExactly(PEER);
    }

    @Test
    void keepsALinkUntilItsRouteIsLostAndThenLinksAnew() {
        weLink();
        assertThat(links.link(PEER, later)).isFalse();
        assertThat(links.lost(via)).containsExactly(PEER);
        assertThat(links.link(PEER, later)).isTrue();
        assertThat(links.lost(later)).containsExactly(PEER);
    }

    @Test
    void linksOverANewRouteWhileAnUnlinkOverTheOldOneIsNotAcknowledged() {
        weLink();
        long id = weUnlink();
        assertThat(links.linked(PEER, later)).isFalse();
        links.acknowledged(PEER, id, later);
        assertThat(links.lost(via)).isEmpty();
        assertThat(links.exited(PEER, later)).isTrue();
    }

    @Test
    void isNotUnlinkedByAnotherWay() {
        weLink();
        links.unlinked(PEER, later);
        assertThat(links.exited(PEER, via)).isTrue();
    }

    @Test
    void tellsThoseWhoAreLinkedAtTheEndAndNotThoseBeingUnlinked() {
        weLink();
        Pid unlinked = new Pid(new Atom("b@h"), 2, 0, 5);
        assertThat(links.linked(unlinked, via)).isFalse();
        assertThat(links.unlink(unlinked)).isNotNull();
        assertThat(links.end()).containsExactly(new Links.Linked(PEER, via));
        assertThat(links.end()).isEmpty();
    }

    /** With one hash code for all: a hash table would look at each when the next one comes. */
    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesAsManyPidsAsAPeerMakesUp() {
        int count = 50_000;
        for (int i = 0; i < count; i++) links.linked(new Pid(PEER.node(), i, 31L * (count - i), 5), via);
        assertThat(links.pids()).hasSize(count);
    }
}
